/* ar-plural.ts: Arabic words that depend on a number. */
import { pluralsOf } from './plural';

export const plural = pluralsOf<'zero' | 'one' | 'two' | 'few' | 'many'>('ar');
