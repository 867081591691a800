// Where this is imported before anything else, the text of the tests' browser is twice as large as usual.

import { launchWithLargeText, wanted } from './chromium.mjs';

wanted.launch = launchWithLargeText;
