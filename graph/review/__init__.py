"""Review: what curators decide about facts, kept for good and honoured by everything that writes the graph.

    decision      a `Decision`, one event; the `History` of all of them: what stands, what is disputed
    journal       the file that keeps them, on the disk before they are acknowledged
    claims        a fact of the store as a claim again, and a claim with some slots changed
    settling      decisions into a store: each fact in the graph that it belongs in
    telling       a decision as PROV
    making        the facts of a release as rows, made once by a process of its own
    queue         the facts of a release in the order that a curator wants them
    desk          at which curators decide: journal and queue together
    source        the page that a fact is quoted from, with the characters marked that say it
    agreement     how far two curators agree
    lexicon       names that curators teach the next extraction

A fact's id is a hash of its claim, so a decision holds whoever says the claim again, in whichever run.
"""
