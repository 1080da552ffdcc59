/** Queries that were run in this browser, newest first. They stay in it. */

export interface Run {
  query: string;
  /** Milliseconds since 1970. */
  at: number;
  rows: number;
}

const KEY = "kouan-history";
const MOST = 50;

/** What was run. */
export function past(): Run[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return [];
  }
}

/** Remembers a run; the same query is kept once. */
export function remember(run: Run): void {
  const others = past().filter(({ query }) => query !== run.query);
  try {
    localStorage.setItem(KEY, JSON.stringify([run, ...others].slice(0, MOST)));
  } catch {
    // A browser that keeps nothing has no history.
  }
}

/** Forgets all. */
export function forget(): void {
  localStorage.removeItem(KEY);
}
