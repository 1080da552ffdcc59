"""The graph on the web, and the command line.

A request to `/sparql` goes this way:

    fast_path     answers what is plain, or hands it on
    endpoint      receives it, within a limit of size
    protocol      reads what it asks: a `Question`, or the `Problem` with it
    releases      has the current release of the store
    running, pool give it an id and a time limit, and lend it a worker: a process that can be ended
    reading       is what the worker does; `formats` and `negotiation` choose how the answer is written

What is whole before it is sent (`answers`): `linked_data` documents, the `ontology`, `searching`, `reconciliation`,
`catalogue` and dumps, which `deriving` has made when somebody first asks. `pages` show them to a person, by the templates in
`templates/` and the words in `strings/`; `signposting`, `schema_org` and `crawling` lead machines through them.

`app.create_app(settings)` wires these together, and tells every error to the client as a `problem`.

A command is typed by `cli`, done by `commands`; `asking` is `kouan query`, `serving` is `kouan serve`.

A page is whole without a script. What scripts add is in `web/src/`: each file there is bundled into `static/built/`
(`hatch_build.py`), and a page that wants it names it in its block `head`. `language` chooses and translates: a template
says `{{ t("query.run") }}`, a script is given `{{ strings("workbench.script") }}`.
"""
