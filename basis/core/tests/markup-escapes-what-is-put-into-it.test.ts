import { html } from '../src/index.ts';

test('text is escaped, in elements and in attributes', () => {
  const text = `<b class="x">'&'</b>`;
  expect(html`<p title="${text}">${text}</p>`.toString()).toBe(
    '<p title="&lt;b class=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;">&lt;b class=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;</p>',
  );
});

test('markup within markup stays, lists are joined, numbers are written', () => {
  const rows = ['<a>', 2].map((value) => html`<li>${value}</li>`);
  expect(html`<ul>${rows}</ul>`.toString()).toBe('<ul><li>&lt;a&gt;</li><li>2</li></ul>');
});

test('what only looks like markup is refused', () => {
  const forged = { toString: () => '<script>' };
  expect(() => html`${forged as never}`).toThrow(TypeError); // never: the types refuse it already
});
