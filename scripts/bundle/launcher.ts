/**
 * What Node starts: so small and old-fashioned that Node 4 parses it. Under Node 18 the program itself stops somewhere inside, and
 * under Node 14 it is a syntax error. The versions are those of package.json, engines.
 */
export const launcher = `#!/usr/bin/env node
'use strict';
var parts = process.versions.node.split('.');
var major = Number(parts[0]);
var minor = Number(parts[1]);
if ((major === 20 && minor >= 17) || (major === 22 && minor >= 9) || major > 22) {
  require('./main.cjs');
} else {
  var what = 'Requires Node 20.17 or newer, or 22.9 or newer; this is ' + process.versions.node;
  var fix = 'Install one from https://nodejs.org, or with your version manager: nvm install 22, fnm install 22, mise use node@22';
  if (process.argv.indexOf('--json') > 0) {
    process.stdout.write(JSON.stringify({ error: { code: 'bin/node', what: what, fix: fix } }, null, 2) + '\\n');
  }
  process.stderr.write(what + '\\n\\n' + fix + '\\n');
  process.exitCode = 2;
}
`;
