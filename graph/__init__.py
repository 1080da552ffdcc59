"""From facts to a graph in a store, and back as answers.

    terms, schemes        the words: IRIs, literals, concepts
    mapping, documents    facts and documents → triples
    gazetteer             tables of what is known → triples
    other_names, english  English names of things: from a table, else by rule
    links, points         in which registers things are, and where they lie
    merging, derivation   into the named graphs of a store: one node a claim; direct properties
    store, releases       one writer, immutable releases
    quads, remote         what is asked of a store; one that is in an engine outside (`graph/README.md`)
    content, files        what a store holds, as a hash; whether its files are what was written
    backup, difference    copies of a store; what two releases differ in
    review                what curators decide, which everything that writes the graph honours
    build                 all of it: seeds or files → release
    dataset, queries      SPARQL over the default dataset; named queries
    validation            SHACL shapes and checks
    export, serialise     the graph, or facts alone, as RDF of any format
    counts                the graph in numbers
    told, marked          facts with all that pages tell of them; a source text with its facts in place
    about, figures        the facts about a thing; the figures of a thing by metric
    naming, indexing      what is called how, and quoted; the search index of a release
    spelling, grading     how names are typed, and how well one fits
    search, quotations    things by name, and quotations by their words; search_property: the same within a query
    phrases               what full text over pairs of characters is asked
    lookup, matching      things by identifiers of tables; which thing a row means
    reconciliation        names of a table matched to things, and the table extended
    changed               what a release changed of the one before

>>> from graph.build import build
>>> from graph.dataset import query
>>> from graph.releases import open_release
>>> from ontology import Namespaces
>>> summary = build(seeds, store, names=Namespaces(), report=print)  # doctest: +SKIP
>>> list(query(open_release(store).store, "SELECT ?port { ?port a kou:Port }", names=Namespaces()))  # doctest: +SKIP
"""
