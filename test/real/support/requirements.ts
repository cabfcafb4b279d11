/** Packages of the programs, pinned with what they depend on: the newest releases that an interpreter can have. */

const everywhere = [
  'blinker==1.8.2',
  'click==8.1.8',
  'dill==0.3.9',
  'flask==3.0.3',
  'iniconfig==2.0.0',
  'isort==5.13.2',
  'itsdangerous==2.2.0',
  'jinja2==3.1.6',
  'mccabe==0.7.0',
  'packaging==24.2',
  'platformdirs==4.3.6',
  'pluggy==1.5.0',
  'pytest==8.3.5',
  'tomlkit==0.13.2',
  'toolz==1.0.0',
  'werkzeug==3.0.6',
];

/** @param minor of CPython 3 */
export function requirements(minor: number): string[] {
  const chosen = [...everywhere];
  if (minor < 9) chosen.push('pylint==3.2.7', 'astroid==3.2.4', 'markupsafe==2.1.5');
  else if (minor < 14) chosen.push('pylint==3.3.9', 'astroid==3.3.11', 'markupsafe==3.0.3');
  else chosen.push('pylint==4.0.4', 'astroid==4.0.3', 'markupsafe==3.0.3');
  if (minor < 11) chosen.push('exceptiongroup==1.2.2', 'tomli==2.2.1');
  if (minor < 11) chosen.push(minor < 9 ? 'typing-extensions==4.13.2' : 'typing-extensions==4.15.0');
  if (minor < 10) chosen.push(minor < 9 ? 'importlib-metadata==8.5.0' : 'importlib-metadata==8.7.0');
  if (minor < 10) chosen.push(minor < 9 ? 'zipp==3.20.2' : 'zipp==3.23.0');
  return chosen;
}
