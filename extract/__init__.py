"""From Chinese text to facts, without a store or a web server.

>>> from extract.pipeline import Extractor
>>> from extract.source import read
>>> extractor = Extractor.load()
>>> [document] = read("seeds/pages/west-times-2025-09-12-p3.txt", on_error=print)
>>> document.published, [article.title.text for article in document.articles]
(datetime.date(2025, 9, 12), ['“警茶驿站”守护高原旅途安全通畅', '311个口岸，开放通道再扩容'])
>>> events = [fact for fact in extractor.facts(document) if fact.claim.type == "event"]
>>> events[0].claim.subject.label, events[0].claim.what, events[0].claim.date
('大连港', 'expanded', '2025-05')
>>> events[0].evidence[0].text
'国务院批复同意辽宁大连港口岸扩大开\\n放'

The way through the modules: `source` and `page` make a `document`; `reading` goes through its `sentences`,
where `mentions` finds names, `quantities` and `periods` find numbers and times, and `patterns`, `posts`,
`statistics` and `trade` find what is said of them; `completion` adds what the gazetteer knows of things that
the text names; `pipeline` makes facts of it, `bulk` those of many documents, on the `engines` there are. Words and
patterns are data, in `lexicon/` and `patterns/`.
"""
