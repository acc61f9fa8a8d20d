// Builds the booking page: one script, one style sheet, one HTML file, beside the console's and the widget's.
// `--check` only measures and fails above the limit.
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(here, "../../src/bedside/console/static/booking");
const LIMIT = 20 * 1024;

const { outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: { booking: "src/main.ts", style: "src/style.css" },
  outdir: out,
  bundle: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  minify: true,
  write: false,
});
const size = outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
console.log(`booking page: ${size} bytes gzipped (limit ${LIMIT})`);
if (process.argv.includes("--check")) process.exit(size > LIMIT ? 1 : 0);
await mkdir(out, { recursive: true });
for (const { path, contents } of outputFiles) await writeFile(path, contents);
await copyFile(resolve(here, "index.html"), resolve(out, "index.html"));
