// Bundles the widget into one file that the server gives to hospital pages, and holds it to its size.
// `--check` only measures and fails above the limit.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { minify } from "terser";

const here = dirname(fileURLToPath(import.meta.url));
const outfile = resolve(here, "../../src/bedside/console/static/widget/widget.js");
const LIMIT = 10_240;

/** Lets `import css from "./x.css"` give the style sheet's minified text. */
const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

const { outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: ["src/main.ts"],
  bundle: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  // These names, and those that end in an underscore, are the widget's own: on nobody's wire, in no browser's API.
  mangleProps: /_$|^(asking|talk|received|busy|stored|drawn|link|read|menu|frame|resolve|reject|progress)$/,
  minifySyntax: true,
  plugins: [styles],
  write: false,
});
// What counts is the size after gzip: terser's own inlining would repeat what it inlines.
const { code } = await minify(outputFiles[0].text, {
  module: true,
  compress: { ecma: 2020, passes: 3, inline: 1, hoist_props: false, keep_fargs: false, pure_getters: true, unsafe_arrows: true },
});
const size = gzipSync(code, { level: 9 }).length;
console.log(`widget.js: ${Buffer.byteLength(code)} bytes, ${size} gzipped (limit ${LIMIT})`);
if (process.argv.includes("--check")) process.exit(size > LIMIT ? 1 : 0);
await mkdir(dirname(outfile), { recursive: true });
await writeFile(outfile, code);
