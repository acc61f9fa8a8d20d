/**
 * Draws plain arrays into the page, touching only what changed. No HTML is ever parsed, so none can be injected.
 * An element is `["tag class names", {props}?, ...children]`.
 */
export type Props = Record<string, unknown>;
export type Tree = string | number | false | null | undefined | [string, ...(Props | Tree)[]];

type Drawn = HTMLElement & Text & { is_?: unknown; props_?: Props };

const identity = (tree: Tree): unknown => (Array.isArray(tree) ? ((tree[1] as Props)?.key ?? tree[0]) : "");

const create = (tree: Tree): Drawn => {
  if (!Array.isArray(tree)) return new Text() as Drawn;
  const [tag, names] = tree[0].split(/ (.*)/) as [string, string?];
  const element = document.createElement(tag) as Drawn;
  if (names) element.className = names;
  return element;
};

/**
 * Makes the parent's children equal to the given ones. A node stays while its `key` (or else tag and class) stays, and
 * is not moved unless the order changed, so that focus and scroll survive. Text props become attributes, all others
 * properties; a prop `drawn` is called with the element after each drawing.
 */
export const draw = (parent: Node, trees: Tree[]): void => {
  const wanted = trees.filter(Boolean);
  const ids = wanted.map(identity);
  const nodes = parent.childNodes as NodeListOf<Drawn>;
  for (const node of [...nodes]) if (!ids.includes(node.is_)) node.remove();
  wanted.forEach((tree, i) => {
    const node = [...nodes].slice(i).find(({ is_ }) => is_ === ids[i]) ?? create(tree);
    node.is_ = ids[i];
    if (node !== nodes[i]) parent.insertBefore(node, nodes[i] ?? null);
    if (!Array.isArray(tree)) {
      if (node.data !== `${tree}`) node.data = `${tree}`;
      return;
    }
    const children = tree.slice(1);
    const props = (children[0]?.constructor === Object ? children.shift() : {}) as Props;
    for (const name in props) {
      const value = props[name];
      if (name === "key" || node.props_?.[name] === value) continue;
      if (typeof value === "string") node.setAttribute(name, value);
      else (node as unknown as Props)[name] = value;
    }
    node.props_ = props;
    draw(node, children as Tree[]);
    (props.drawn as ((element: Element) => void) | undefined)?.(node);
  });
  while (nodes[wanted.length]) nodes[wanted.length]!.remove();
};
