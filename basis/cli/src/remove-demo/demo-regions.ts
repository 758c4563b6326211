/**
 * A line that holds nothing but a comment `demo` begins what belongs to the demonstration, one with `/demo` ends it:
 * `// demo`, `# demo`, `<!-- demo -->`. Without an end it reaches to the end of the file.
 */
const REGION =
  /^[ \t]*(?:\/\/|#|<!--) demo(?: -->)?[ \t]*\n(?:[\s\S]*?\n)??[ \t]*(?:\/\/|#|<!--) \/demo(?: -->)?[ \t]*(?:\n|$)/gm;
const OPEN_REGION = /^[ \t]*(?:\/\/|#|<!--) demo(?: -->)?[ \t]*\n[\s\S]*$/m;

/**
 * A text without what it marks as the demonstration's.
 *
 * @returns undefined when nothing is left: the whole file is the demonstration's
 */
export function withoutDemo(text: string): string | undefined {
  const rest = text.replace(REGION, '').replace(OPEN_REGION, '');
  if (rest === text) return text;
  return rest.trim() === '' ? undefined : rest.replace(/\n{3,}/g, '\n\n').replace(/\n+$/, '\n');
}
