// Bundles the widget into one file that the server gives to hospital pages, and holds it to its size.
// `--check` builds in memory only and fails above the limit; `--watch` rebuilds on change.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, context } from "esbuild";
import { styles } from "./styles.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const outfile = resolve(here, "../../src/bedside/console/static/widget/widget.js");
const LIMIT = 10_240;

const options = {
  absWorkingDir: here,
  entryPoints: ["src/main.ts"],
  bundle: true,
  minify: true,
  mangleProps: /_$/,
  format: "iife",
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  plugins: [styles],
  outfile,
};

if (process.argv.includes("--watch")) {
  await (await context({ ...options, logLevel: "info" })).watch();
} else {
  const result = await build({ ...options, write: false });
  const code = result.outputFiles[0].contents;
  const size = gzipSync(code, { level: 9 }).length;
  console.log(`widget.js: ${code.length} bytes, ${size} bytes gzipped (limit ${LIMIT})`);
  if (size > LIMIT) {
    console.error(`widget.js is ${size - LIMIT} bytes over its limit`);
    process.exit(1);
  }
  if (!process.argv.includes("--check")) {
    await mkdir(dirname(outfile), { recursive: true });
    await writeFile(outfile, code);
  }
}
