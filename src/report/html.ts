import { printableInline } from '../../templates/judge/show/printable.ts';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text of others as HTML: nothing in it is markup, moves the cursor or turns the text around. */
export const html = (text: string): string =>
  printableInline(text).replace(/[&<>"']/g, (char) => escapes[char] ?? char);

export const code = (text: string): string => `<code>${html(text)}</code>`;

/** Commands between backticks are code, as in Markdown. */
export const prose = (text: string): string => html(text).replace(/`([^`]+)`/g, '<code>$1</code>');

export const list = (items: readonly string[]): string =>
  items.length > 0 ? `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>` : '';

/** `head` and cells are HTML already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], kind = ''): string {
  const titles = head.map((title) => `<th scope="col">${title}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  return `<div class="scroll" tabindex="0"><table${kind && ` class="${kind}"`}><thead><tr>${titles}</tr></thead><tbody>
${body}
</tbody></table></div>`;
}

/** One self-contained page: no script, no font, no picture from elsewhere, and a policy that forbids them. */
export const document = (title: string, style: string, body: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${html(title)}</title>
<style>${style}</style>
${body}
</html>
`;
