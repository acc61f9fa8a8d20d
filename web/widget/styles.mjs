import { readFile } from "node:fs/promises";
import { transform } from "esbuild";

// Lets `import css from "./x.css"` give the style sheet's minified text.
export const styles = {
  name: "styles",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { code } = await transform(source, { loader: "css", minify: true, target: "es2020" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};
