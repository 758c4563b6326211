import { ConfigurationError, parseConfig, z } from '../src/index.ts';

test('all faults of a configuration are reported together, by variable', () => {
  const schema = { PORT: z.coerce.number().int().max(65_535), LEVEL: z.enum(['info', 'debug']), NAME: z.string() };
  let error: unknown;
  try {
    parseConfig(schema, { PORT: '99999', LEVEL: 'loud', NAME: '' });
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(ConfigurationError);
  expect((error as ConfigurationError).faults.map((fault) => fault.split(':')[0])).toEqual(['PORT', 'LEVEL', 'NAME']);
});

test('an empty variable counts as not set, so that its default holds', () => {
  expect(parseConfig({ PORT: z.coerce.number().default(4000) }, { PORT: '' })).toEqual({ PORT: 4000 });
});
