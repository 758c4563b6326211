export { asyncApiOf } from './asyncapi.ts';
export { describeCatalogue, lockTexts, readCatalogue, refuseBreaking } from './catalogue.ts';
