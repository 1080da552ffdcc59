/** A map of points on a net of meridians and parallels, over what the operator gives; no border comes with Kouan. */

import { svg } from "./dom";
import type { Term } from "./terms";

export interface Place {
  name: string;
  longitude: number;
  latitude: number;
  href?: string | undefined;
}

type Position = [number, number];
type Geometry =
  | { type: "Polygon" | "MultiLineString"; coordinates: Position[][] }
  | { type: "MultiPolygon"; coordinates: Position[][][] }
  | { type: "LineString"; coordinates: Position[] }
  | { type: "GeometryCollection"; geometries: Geometry[] }
  | { type: "Point" | "MultiPoint" };

/** A file of GeoJSON: https://www.rfc-editor.org/rfc/rfc7946 */
export type Ground = { type: "Feature"; geometry: Geometry | null } | { type: "FeatureCollection"; features: Ground[] };

/** A map of places; `label` says what it shows, `ground` lies beneath. */
export function map(places: Place[], label: string, ground: Ground | null = null): SVGElement {
  const bounds = around(places);
  const scale = Math.cos((((bounds.south + bounds.north) / 2) * Math.PI) / 180);
  const zoom = 900 / ((bounds.east - bounds.west) * scale);
  const x = (longitude: number): number => (longitude - bounds.west) * scale * zoom;
  const y = (latitude: number): number => (bounds.north - latitude) * zoom;
  const [wide, high] = [x(bounds.east), y(bounds.south)];
  const step = bounds.east - bounds.west > 30 ? 10 : bounds.east - bounds.west > 12 ? 5 : 1;
  const meridians = multiples(step, bounds.west, bounds.east);
  const parallels = multiples(step, bounds.south, bounds.north);
  const crowded = places.length > 40;
  return svg(
    "svg",
    { class: "map", viewBox: `0 0 ${wide} ${high}`, role: "group", "aria-label": label },
    ...(ground === null ? [] : lines(ground)).map((line) =>
      svg("path", { class: "ground", d: line.map(([longitude, latitude], n) => `${n === 0 ? "M" : "L"}${x(longitude).toFixed(1)} ${y(latitude).toFixed(1)}`).join("") }),
    ),
    ...meridians.map((degree) =>
      svg("g", { class: "tick", transform: `translate(${x(degree)} 0)` }, svg("line", { y2: high }), svg("text", { x: 4, y: high - 6 }, `${degree}°E`)),
    ),
    ...parallels.map((degree) =>
      svg("g", { class: "tick", transform: `translate(0 ${y(degree)})` }, svg("line", { x2: wide }), svg("text", { x: 4, y: -4 }, `${degree}°N`)),
    ),
    ...places.map(({ name, longitude, latitude, href }) => {
      const point = [
        svg("title", {}, name),
        svg("circle", { r: 6 }),
        crowded ? null : svg("text", { x: 9, "dominant-baseline": "central" }, name),
      ];
      const at = { class: "place", transform: `translate(${x(longitude)} ${y(latitude)})` };
      return href ? svg("a", { ...at, href, "aria-label": name }, ...point) : svg("g", at, ...point);
    }),
  );
}

/** The lines of a file, and the rings of its areas. */
function lines(ground: Ground): Position[][] {
  if (ground.type === "FeatureCollection") return ground.features.flatMap(lines);
  return ground.geometry === null ? [] : drawn(ground.geometry);
}

function drawn(geometry: Geometry): Position[][] {
  switch (geometry.type) {
    case "LineString":
      return [geometry.coordinates];
    case "Polygon":
    case "MultiLineString":
      return geometry.coordinates;
    case "MultiPolygon":
      return geometry.coordinates.flat();
    case "GeometryCollection":
      return geometry.geometries.flatMap(drawn);
    default:
      return [];
  }
}

function around(places: Place[]): { west: number; east: number; south: number; north: number } {
  const [longitudes, latitudes] = [places.map(({ longitude }) => longitude), places.map(({ latitude }) => latitude)];
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const margin = Math.max(2, (east - west) * 0.08, (north - south) * 0.08);
  return { west: west - margin, east: east + margin * 2, south: south - margin, north: north + margin };
}

function multiples(step: number, from: number, to: number): number[] {
  const found = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) found.push(at);
  return found;
}

/** Longitude and latitude of a WKT point. */
export function pointOf(term: Term | undefined): [number, number] | null {
  if (term?.type !== "literal") return null;
  const match = /^(?:<[^>]*>\s*)?POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)/i.exec(term.value);
  return match === null ? null : [Number(match[1]), Number(match[2])];
}
