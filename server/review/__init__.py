"""The curator's desk on the web, `/review`.

    access      who is asking: a token's holder, or whoever sits at this machine
    service     the desk of the current release, and the graph that follows its decisions
    filters     which facts, in which order, as parameters of an address
    words       a claim as a sentence, in either language
    card        all that a curator sees of one fact
    amending    a claim as the fields of a form, and back
    pace        how fast decisions are made
    sharing     what the addresses share
    addresses   the pages and what their forms do
    teaching    those on which facts are amended and names are taught

Every page works without a script; `web/src/review.ts` adds the keys.
"""
