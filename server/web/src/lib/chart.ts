/** Charts of a few numbers: bars for things, a line for times. Each stands beside a table that says the same. */

import { scaleBand, scaleLinear, scalePoint } from "d3-scale";
import { line } from "d3-shape";
import { svg } from "./dom";
import { number } from "./words";

export interface Point {
  name: string;
  value: number;
  /** Where a range ends that begins at the value. */
  upTo?: number | undefined;
  /** Whether the value is only a least one, a greatest one, or about right. */
  bound?: "min" | "max" | "approx" | undefined;
  /** Whether it is planned or expected, not observed. */
  expected?: boolean | undefined;
}
export type Form = "bars" | "line";

const WIDE = 720;
const NAMES = 200;
const SIGN = { exact: "", min: ">", max: "<", approx: "≈" };

/** A chart; `label` says what it shows to those who cannot see it. */
export function chart(points: Point[], form: Form, label: string): SVGElement {
  return form === "line" ? lines(points, label) : bars(points, label);
}

/** Whether names are times, in which case they go from left to right. */
export function areTimes(names: string[]): boolean {
  return names.length > 1 && names.every((name) => /^\d{4}(?:-\d\d(?:-\d\d)?)?(?:\/.*)?$/.test(name));
}

function bars(points: Point[], label: string): SVGElement {
  const height = points.length * 26 + 30;
  const values = points.map(({ value, upTo }) => upTo ?? value);
  const x = scaleLinear([Math.min(0, ...points.map(({ value }) => value)), Math.max(0, ...values)], [NAMES, WIDE - 80]).nice(5);
  const y = scaleBand(points.map((_, place) => String(place)), [24, height]).padding(0.25);
  return frame(
    height,
    label,
    ...x.ticks(5).map((tick) =>
      svg(
        "g",
        { class: "tick", transform: `translate(${x(tick)} 0)` },
        svg("line", { y1: 20, y2: height }),
        svg("text", { y: 14, "text-anchor": "middle" }, short(tick)),
      ),
    ),
    ...points.map((point, place) => {
      const { name, value, upTo, bound, expected } = point;
      const top = y(String(place)) ?? 0;
      const [from, to] = [x(Math.min(0, value)), x(Math.max(0, value))];
      return svg(
        "g",
        { class: expected ? "bar expected" : "bar" },
        svg("title", {}, said(point)),
        svg("text", { x: NAMES - 8, y: top + y.bandwidth() / 2, "text-anchor": "end", "dominant-baseline": "central" }, cut(name, 24)),
        svg("rect", { x: from, y: top, width: Math.max(1, to - from), height: y.bandwidth() }),
        upTo === undefined ? null : svg("rect", { class: "range", x: x(value), y: top, width: Math.max(1, x(upTo) - x(value)), height: y.bandwidth() }),
        bound === "min" || bound === "max" ? svg("path", { class: "open", d: `M${x(value)} ${top - 2}v${y.bandwidth() + 4}` }) : null,
        svg("text", { class: "value", x: x(Math.max(0, upTo ?? value)) + 6, y: top + y.bandwidth() / 2, "dominant-baseline": "central" }, `${SIGN[bound ?? "exact"]}${short(value)}${upTo === undefined ? "" : `–${short(upTo)}`}`),
      );
    }),
  );
}

function lines(points: Point[], label: string): SVGElement {
  const height = 300;
  const x = scalePoint(points.map(({ name }) => name), [70, WIDE - 40]).padding(0.4);
  const values = points.map(({ value }) => value);
  const y = scaleLinear([Math.min(0, ...values), Math.max(0, ...values)], [height - 40, 20]).nice(5);
  const path = line<Point>((point) => x(point.name) ?? 0, (point) => y(point.value));
  const every = Math.ceil(points.length / 9);
  return frame(
    height,
    label,
    ...y.ticks(5).map((tick) =>
      svg(
        "g",
        { class: "tick", transform: `translate(0 ${y(tick)})` },
        svg("line", { x1: 70, x2: WIDE - 20 }),
        svg("text", { x: 62, "text-anchor": "end", "dominant-baseline": "central" }, short(tick)),
      ),
    ),
    svg("path", { class: "line", d: path(points) ?? "" }),
    ...points.map((point, place) =>
      svg(
        "g",
        { class: point.expected ? "dot expected" : "dot", transform: `translate(${x(point.name)} 0)` },
        svg("title", {}, said(point)),
        svg("circle", { cy: y(point.value), r: 4 }),
        point.bound ? svg("text", { class: "value", x: 7, y: y(point.value) - 7 }, SIGN[point.bound]) : null,
        place % every === 0 ? svg("text", { y: height - 16, "text-anchor": "middle" }, point.name) : null,
      ),
    ),
  );
}

/** What a point says, bound and all. */
function said({ name, value, upTo, bound }: Point): string {
  return `${name}: ${SIGN[bound ?? "exact"]}${number(value)}${upTo === undefined ? "" : `–${number(upTo)}`}`;
}

function frame(height: number, label: string, ...parts: (Node | null)[]): SVGElement {
  return svg("svg", { class: "chart", viewBox: `0 0 ${WIDE} ${height}`, role: "img", "aria-label": label }, ...parts);
}

function cut(text: string, most: number): string {
  let width = 0;
  for (const [place, character] of [...text].entries()) {
    width += character > "\u2e80" ? 2 : 1;
    if (width > most) return `${[...text].slice(0, place).join("")}…`;
  }
  return text;
}

const compact = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumSignificantDigits: 4 });

/** A number in the fewest words: 3.5亿, 350M. */
function short(value: number): string {
  return compact.format(value);
}
