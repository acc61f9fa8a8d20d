/** Draws trees of plain objects into the page, touching only what changed. No HTML is ever parsed, so none can be injected. */
type Props = Record<string, unknown>;
export type Child = Tree | string | number | false | null | undefined;
export interface Tree {
  tag: string;
  props: Props;
  children: Child[];
}
type Drawn = Element & { id_?: unknown; props_?: Props };

export const h = (tag: string, props?: Props | null, ...children: (Child | Child[])[]): Tree => ({
  tag,
  props: props || {},
  children: children.flat(),
});

const isDrawing = /^(svg|path)$/;

const identity = (child: Tree | string | number): unknown =>
  typeof child === "object" ? child.props.key ?? child.tag : "#";

const setProp = (element: Drawn, name: string, value: unknown): void => {
  if (name === "key" || name === "drawn") return;
  if (name in element && !isDrawing.test(element.localName)) (element as unknown as Props)[name] = value ?? null;
  else if (value == null || value === false) element.removeAttribute(name);
  else element.setAttribute(name, `${value}`);
};

const create = (tag: string): Drawn =>
  isDrawing.test(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);

/**
 * Makes the parent's children equal to the given ones. An element is kept while its `key` (or else its tag) stays;
 * nothing that stays is moved unless the order changed, so that focus and scroll survive.
 * A prop `drawn` is called with the element after each drawing.
 */
export const draw = (parent: Node, children: Child[]): void => {
  const wanted = children.filter((child) => child || child === 0) as (Tree | string | number)[];
  const ids = new Set(wanted.map(identity));
  let cursor = parent.firstChild as (Drawn & Text) | null;
  for (const child of wanted) {
    const id = identity(child);
    while (cursor && !ids.has(cursor.id_)) {
      const next = cursor.nextSibling as typeof cursor;
      cursor.remove();
      cursor = next;
    }
    let node = cursor;
    while (node && node.id_ !== id) node = node.nextSibling as typeof node;
    if (!node) {
      node = (typeof child === "object" ? create(child.tag) : document.createTextNode("")) as Drawn & Text;
      node.id_ = id;
    }
    if (node === cursor) cursor = node.nextSibling as typeof cursor;
    else parent.insertBefore(node, cursor);
    if (typeof child !== "object") {
      if (node.data !== `${child}`) node.data = `${child}`;
      continue;
    }
    draw(node, child.children);
    const old = node.props_ || {};
    for (const name in { ...old, ...child.props })
      if (old[name] !== child.props[name]) setProp(node, name, child.props[name]);
    node.props_ = child.props;
    (child.props.drawn as ((element: Element) => void) | undefined)?.(node);
  }
  while (cursor) {
    const next = cursor.nextSibling as typeof cursor;
    cursor.remove();
    cursor = next;
  }
};
