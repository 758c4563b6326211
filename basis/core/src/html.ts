/** What stands in markup: text, which is escaped; other markup, which is not; or a list of either. */
export type HtmlValue = string | number | Html | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup of which every value was escaped: only `html` makes it. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }

  /** For `html` alone. */
  static of(strings: readonly string[], values: readonly HtmlValue[]): Html {
    return new Html(strings.map((string, index) => string + markupOf(values[index] ?? '')).join(''));
  }
}

/**
 * Puts values into markup, escaped for elements and for quoted attributes alike. Not for scripts, styles, or an
 * attribute that holds a URL of somebody else's.
 *
 * @example html`<p title="${hint}">${name}</p>${lines.map((line) => html`<li>${line}</li>`)}`.toString()
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return Html.of(strings, values);
}

function markupOf(value: HtmlValue): string {
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(markupOf).join('');
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
