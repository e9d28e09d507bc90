import ejs from 'ejs';

/** The names that a template may use. */
export const slotNames = ['answers', 'controls', 'journeys', 'version', 'elsewhere', 'units', 'unit', 'kinds'];

/**
 * Code and checks are the same here and in the package, where scripts/bundle/templates.ts puts compiled functions in this place. A
 * template asks for the slots that its text names alone: some take longer to be made than it takes to render it.
 */
export const ejsOptions = (text: string) => {
  const destructuredLocals = slotNames.filter((name) => text.includes(name));
  return { _with: false, strict: true, compileDebug: false, destructuredLocals };
};

/** The function that renders a template. Nothing here is HTML: a slot is escaped by the template for its own language. */
export function compiled(_path: string, text: string): (slots: object) => string {
  return ejs.compile(text, { ...ejsOptions(text), escape: String });
}
