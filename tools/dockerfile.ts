/** One instruction of a Dockerfile. */
export interface Instruction {
  /** FROM, COPY, RUN … */
  name: string;
  /** What follows it, continued lines joined. */
  text: string;
  line: number;
}

/** A stage of a build: from its FROM to the next. */
export interface Stage {
  name: string;
  image: string;
  instructions: Instruction[];
}

/** Reads a Dockerfile: comments dropped, continued lines joined, sorted into stages. */
export function parseDockerfile(text: string): Stage[] {
  const stages: Stage[] = [];
  for (const instruction of instructionsOf(text)) {
    if (instruction.name === 'FROM') {
      const [image = '', , name = String(stages.length)] = instruction.text.split(/\s+/);
      stages.push({ name, image, instructions: [] });
    } else {
      const stage = stages.at(-1);
      if (!stage) throw new Error(`Dockerfile:${instruction.line}: ${instruction.name} before the first FROM`);
      stage.instructions.push(instruction);
    }
  }
  return stages;
}

function instructionsOf(text: string): Instruction[] {
  const instructions: Instruction[] = [];
  let pending: { text: string; line: number } | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const part: { text: string; line: number } = pending ?? { text: '', line: index + 1 };
    const joined = `${part.text}${line.replace(/\\$/, '')}`;
    pending = line.endsWith('\\') ? { text: joined, line: part.line } : undefined;
    if (pending) continue;
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(joined) ?? [];
    instructions.push({ name: name.toUpperCase(), text: rest, line: part.line });
  }
  return instructions;
}
