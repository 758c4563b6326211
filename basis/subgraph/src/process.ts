/** Where a step of a process leads. */
export interface Transition {
  readonly to: string;
  /** The tasks that are asked for then. */
  readonly asks?: readonly string[];
  /** The stable code of why it ended badly. */
  readonly because?: string;
}

/**
 * A domain's process as a table: for each state the steps that can be taken in it, and where each leads. A step is the
 * name of a mutation (`cancelOrder`), of an event (`payments.PaymentAuthorised`), or of a task with its outcome
 * (`inventory.reserve done`, `… failed`, `… expired`).
 */
export interface ProcessDefinition {
  /** The entity whose process it is. */
  readonly of: string;
  /** The mutation that begins it, and where. */
  readonly begins: Transition & { readonly step: string };
  readonly states: Readonly<Record<string, Readonly<Record<string, Transition>>>>;
}

/** Where a process can stand. */
export type StateOf<P extends ProcessDefinition> = keyof P['states'] & string;

type EachTransition<P extends ProcessDefinition> = {
  [S in keyof P['states']]: P['states'][S][keyof P['states'][S]];
}[keyof P['states']];

/** What can happen to it. */
export type StepOf<P extends ProcessDefinition> = {
  [S in keyof P['states']]: keyof P['states'][S] & string;
}[keyof P['states']];

/** The tasks that it asks for. */
export type AskOf<P extends ProcessDefinition> = AsksOf<EachTransition<P>> | AsksOf<P['begins']>;
type AsksOf<T> = T extends { readonly asks: readonly (infer A extends string)[] } ? A : never;

/** The codes with which it ends badly. */
export type ReasonOf<P extends ProcessDefinition> =
  EachTransition<P> extends infer T ? (T extends { readonly because: infer B extends string } ? B : never) : never;

/**
 * Declares a process, for the manifest; `strata flow <mutation>` draws it.
 *
 * @throws TypeError when a step leads to a state that there is not
 */
export function defineProcess<const P extends ProcessDefinition>(process: P): P {
  const { of, begins, states } = process;
  const transitions = [begins, ...Object.values(states).flatMap((steps) => Object.values(steps))];
  const nowhere = transitions.find(({ to }) => !(to in states));
  if (nowhere !== undefined) throw new TypeError(`The process of ${of} leads to ${nowhere.to}, which is no state.`);
  return process;
}

/** The process as a Mermaid state diagram: each arrow says what happened, and what is asked for then. */
export function drawProcess({ begins, states }: ProcessDefinition): string {
  const arrow = (from: string, step: string, { to, asks = [], because }: Transition) => {
    const then = [...(because === undefined ? [] : [because]), ...asks.map((task) => `asks ${task}`)];
    return `  ${from} --> ${to}: ${[step, ...then].join(' / ')}`;
  };
  const arrows = Object.entries(states).flatMap(([state, steps]) =>
    Object.entries(steps).map(([step, transition]) => arrow(state, step, transition)),
  );
  const ends = Object.keys(states).filter((state) => Object.keys(states[state] ?? {}).length === 0);
  return [
    'stateDiagram-v2',
    arrow('[*]', begins.step, begins),
    ...arrows,
    ...ends.map((state) => `  ${state} --> [*]`),
  ].join('\n');
}
