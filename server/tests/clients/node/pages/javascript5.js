import * as kit from '@imagekit/javascript';
import { equal, step } from './common.js';
import { NAMES, uploads } from './modern.js';

await uploads(kit);
await step('', 'everything it exports is called', () => equal(Object.keys(kit).sort(), NAMES));
window.finished = true;
