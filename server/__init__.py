"""The graph on the web, and the command line.

A request to `/sparql` goes this way:

    endpoint      receives it, within a limit of size, and answers in a thread
    protocol      reads what it asks: a `Question`, or the `Problem` with it
    releases      has the current release of the store
    answer        asks the store, and lets `formats` and `negotiation` choose how the answer is written
    pages, table  show it to a person, by the templates in `templates/` and the words in `strings/`

`app.create_app(settings)` wires these together, and tells every error to the client as a `problem`.

A command is typed by `cli`, done by `commands`; `asking` is `kouan query`, `serving` is `kouan serve`.

A page is whole without a script. What scripts add is in `web/src/`: each file there is bundled into `static/built/`
(`hatch_build.py`), and a page that wants it names it in its block `head`. `language` chooses and translates: a template
says `{{ t("query.run") }}`, a script is given `{{ strings("workbench.script") }}`.
"""
