import ejs from 'ejs';

/** The names that a template may use. */
export const slotNames = ['answers', 'controls', 'journeys', 'version', 'elsewhere', 'units', 'unit', 'kinds'];

/** Code and checks are the same here and in the package, where scripts/bundle/templates.ts puts compiled functions in this place. */
export const ejsOptions = { _with: false, strict: true, compileDebug: false, destructuredLocals: slotNames };

/** The function that renders a template. Nothing here is HTML: a slot is escaped by the template for its own language. */
export function compiled(_path: string, text: string): (slots: object) => string {
  return ejs.compile(text, { ...ejsOptions, escape: String });
}
