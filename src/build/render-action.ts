import { stringify } from 'yaml'
import {
  environmentDescriptions,
  inputDescriptions,
  outputDescriptions,
  variableOf,
} from '../action/inputs.ts'

/** Where an action of others is taken from: the full commit, as GitHub's tag of that release had it. */
const pins = {
  'actions/setup-node': '2028fbc5c25fe9cf00d9f06a71cc4710d4507903 # v6.0.0',
  'actions/cache/restore': '9255dc7a253b0ccc959486e2bca901246202afeb # v5.0.1',
  'actions/cache/save': '9255dc7a253b0ccc959486e2bca901246202afeb # v5.0.1',
} as const

/**
 * `action.yml`. No step's `run:` holds an expression: what events and inputs say reaches a step by its environment only.
 *
 * Format: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
 */
export function renderAction(): string {
  const head = {
    name: 'Stanch',
    description:
      'Scans every commit and text of a change for secrets, completely or not at all green; says whose a key is and what to do.',
    branding: { icon: 'shield', color: 'red' },
    inputs: Object.fromEntries(
      inputDescriptions.map(({ name, description, default: usual }) => [
        name,
        { description, required: false, default: usual },
      ]),
    ),
    outputs: Object.fromEntries(
      outputDescriptions.map(({ name, description }) => [
        name,
        { description, value: `\${{ steps.scan.outputs.${name} }}` },
      ]),
    ),
  }
  return [
    '# Written by `npm run action:metadata` from src/action/inputs.ts and src/build/render-action.ts.',
    stringify(head, { lineWidth: 0, singleQuote: true }).trimEnd(),
    'runs:',
    '  using: composite',
    '  steps:',
    ...steps().map((step) => step.replaceAll(/^(?=.)/gm, '    ')),
    '',
  ].join('\n')
}

/** The README's tables of inputs, outputs and variables. */
export function renderTables(): string {
  const inputs = inputDescriptions.map(({ name, description, default: usual }) => {
    const shown = usual === '' ? '' : `\`${usual}\``
    return `| \`${name}\` | ${shown} | ${cell(description)} |`
  })
  const named = (rows: readonly { readonly name: string; readonly description: string }[]) =>
    rows.map(({ name, description }) => `| \`${name}\` | ${cell(description)} |`)
  return [
    '| Input | Default | |',
    '|---|---|---|',
    ...inputs,
    '',
    '| Output | |',
    '|---|---|',
    ...named(outputDescriptions),
    '',
    '| Variable of the step | |',
    '|---|---|',
    ...named(environmentDescriptions),
  ].join('\n')
}

const tableMarkers = ['<!-- inputs of the Action -->', '<!-- end of inputs -->'] as const

/** @returns the README with new tables between its two markers */
export function withTables(readme: string): string {
  const [from, to] = tableMarkers.map((marker) => readme.indexOf(marker)) as [number, number]
  if (from < 0 || to < from) throw new Error(`README.md: expected ${tableMarkers.join(' and ')}`)
  return `${readme.slice(0, from + tableMarkers[0].length)}\n${renderTables()}\n${readme.slice(to)}`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

function steps(): string[] {
  const inputs = inputDescriptions.map(
    ({ name }) => `    ${variableOf(name)}: \${{ inputs.${name} }}`,
  )
  const unset = environmentDescriptions.map(({ name }) => `    ${name}: ''`)
  return [
    `- name: Look at what is here
  id: look
  shell: bash
  run: |
    fits=false
    if version=$(node --version 2>/dev/null) && [[ $version =~ ^v([0-9]+)\\.([0-9]+)\\. ]]; then
      major=\${BASH_REMATCH[1]} minor=\${BASH_REMATCH[2]}
      if ((major > 20 || (major == 20 && minor >= 19))); then fits=true; fi
    fi
    echo "node=$fits" >>"$GITHUB_OUTPUT"
    if [[ -f $GITHUB_ACTION_PATH/dist/bin/action.js ]]; then
      echo "built=true" >>"$GITHUB_OUTPUT"
      exit 0
    fi
    echo "built=false" >>"$GITHUB_OUTPUT"
    # Holds packages, each checked by npm against the lockfile. What runs with more rights than its author restores nothing.
    case $GITHUB_EVENT_NAME in
      push | pull_request | merge_group | schedule | workflow_dispatch) echo "cached=true" >>"$GITHUB_OUTPUT" ;;
      *) echo "cached=false" >>"$GITHUB_OUTPUT" ;;
    esac
    lock=$(git hash-object --no-filters "$GITHUB_ACTION_PATH/package-lock.json")
    abi=none
    if [[ $fits = true ]]; then abi=$(node -p process.versions.modules); fi
    echo "key=stanch-npm-$RUNNER_OS-$RUNNER_ARCH-$abi-$lock" >>"$GITHUB_OUTPUT"
    echo "packages=$RUNNER_TEMP/stanch-npm" >>"$GITHUB_OUTPUT"`,
    `- name: Install Node
  if: steps.look.outputs.node != 'true'
  uses: actions/setup-node@${pins['actions/setup-node']}
  with:
    node-version: 24
    package-manager-cache: false`,
    `- name: Restore packages
  id: packages
  if: steps.look.outputs.cached == 'true'
  uses: actions/cache/restore@${pins['actions/cache/restore']}
  with:
    path: \${{ steps.look.outputs.packages }}
    key: \${{ steps.look.outputs.key }}`,
    `- name: Build (this commit of the Action has no dist)
  if: steps.look.outputs.built != 'true'
  shell: bash
  env:
${unset.join('\n')}
  run: |
    echo "This commit of the Action is not built, which takes a minute or two. The commits of its branch action are."
    cd "$GITHUB_ACTION_PATH"
    npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --cache "$RUNNER_TEMP/stanch-npm"
    npm run --silent build`,
    `- name: Keep packages
  if: steps.look.outputs.cached == 'true' && steps.packages.outputs.cache-hit != 'true'
  uses: actions/cache/save@${pins['actions/cache/save']}
  with:
    path: \${{ steps.look.outputs.packages }}
    key: \${{ steps.look.outputs.key }}`,
    `- name: Scan
  id: scan
  shell: bash
  env:
    # On Windows programs are not looked for in the checkout.
    NoDefaultCurrentDirectoryInExePath: '1'
${inputs.join('\n')}
  run: node "$GITHUB_ACTION_PATH/dist/bin/action.js"`,
  ]
}
