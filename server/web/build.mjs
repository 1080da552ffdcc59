// Bundles each src/*.ts into the folder that is named, with a NOTICE of what others wrote of it.
//   node build.mjs FOLDER
import { build } from "esbuild";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const folder = process.argv[2];
const entries = (await readdir("src")).filter((name) => name.endsWith(".ts")).map((name) => join("src", name));
await rm(folder, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: entries,
  outdir: folder,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  chunkNames: "shared-[hash]",
  legalComments: "none", // NOTICE has them
  metafile: true,
});

const used = new Set();
for (const { inputs } of Object.values(metafile.outputs)) {
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const found = path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//);
    if (found && bytesInOutput > 0) used.add(found[1]);
  }
}
const notices = await Promise.all([...used].sort().map(notice));
await writeFile(
  join(folder, "NOTICE.txt"),
  `The scripts in this folder hold work of others, under these licences.\n\n${notices.join("\n")}`,
);

async function notice(name) {
  const { version, license } = JSON.parse(await readFile(join("node_modules", name, "package.json"), "utf8"));
  const file = (await readdir(join("node_modules", name))).find((each) => /^(licen[cs]e|copying)/i.test(each));
  const text = file
    ? await readFile(join("node_modules", name, file), "utf8")
    : "(The package holds no text of its licence.)\n";
  return `${"=".repeat(80)}\n${name} ${version}: ${license}\n\n${text}`;
}
