/** A query as code that asks it, for other tools. */

export const LANGUAGES = ["curl", "Python (SPARQLWrapper)", "Python (rdflib)", "R"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Code that asks a query of an endpoint. */
export function code(language: Language, endpoint: string, query: string): string {
  const text = query.trimEnd();
  switch (language) {
    case "curl":
      return `curl -s '${endpoint}' -H 'Accept: text/csv' \\\n  --data-urlencode 'query=${text.replaceAll("'", `'\\''`)}'\n`;
    case "Python (SPARQLWrapper)":
      return `from SPARQLWrapper import JSON, SPARQLWrapper

endpoint = SPARQLWrapper("${endpoint}", returnFormat=JSON)
endpoint.setMethod("POST")
endpoint.setQuery(${python(text)})
for row in endpoint.queryAndConvert()["results"]["bindings"]:
    print({name: term["value"] for name, term in row.items()})
`;
    case "Python (rdflib)":
      return `from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore

graph = Graph(SPARQLStore("${endpoint}", method="POST_FORM"))
for row in graph.query(${python(text)}, initNs={}):
    print(*row, sep="\\t")
`;
    case "R":
      return `library(httr2)

query <- r"---(${text})---"
answer <- request("${endpoint}") |>
  req_headers(Accept = "text/csv") |>
  req_body_form(query = query) |>
  req_perform()
rows <- read.csv(text = resp_body_string(answer), encoding = "UTF-8")
`;
  }
}

function python(text: string): string {
  return `r"""\n${text.replaceAll('"""', "'''")}\n"""`;
}
