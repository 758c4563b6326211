import { loader } from '../src/index.ts';

test('what one request asks of a key in one turn is one batch, in order', async () => {
  const batches: (readonly number[])[] = [];
  const double = async (keys: readonly number[]) => {
    batches.push(keys);
    return keys.map((key) => key * 2);
  };
  const context = {};
  const answers = await Promise.all([3, 1, 3].map((key) => loader(context, 'double', double).load(key)));
  expect(answers).toEqual([6, 2, 6]);
  expect(batches).toEqual([[3, 1]]);
});

test('another key, and another request, has a loader of its own', () => {
  const batch = async (keys: readonly number[]) => keys;
  const context = {};
  expect(loader(context, 'a', batch)).toBe(loader(context, 'a', batch));
  expect(loader(context, 'a', batch)).not.toBe(loader(context, 'b', batch));
  expect(loader(context, 'a', batch)).not.toBe(loader({}, 'a', batch));
});
