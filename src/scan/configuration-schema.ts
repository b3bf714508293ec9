import * as v from 'valibot'
import { confidences } from '../rules/rule.ts'
import { ownRuleSchema, ruleChangeSchema } from '../rules/schema.ts'
import { defaultConfiguration } from './configuration.ts'
import { nearestWord } from '../text/strict/nearest-word.ts'
import { pathBelow } from './path-below.ts'
import { notifySchema } from './notify-schema.ts'
import { playbooksSchema } from './playbooks-schema.ts'
import { rotationSchema } from './rotation-schema.ts'
import { approversSchema, incidentsSchema } from './incident-schema.ts'
import { auditSchema, connectorsSchema } from './posture-schema.ts'

const { inventory, limits, rules, suppressions } = defaultConfiguration

const ruleId = v.pipe(
  v.string('expected a rule id'),
  v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected a rule id: lower-case words joined by hyphens'),
)

const minConfidence = v.picklist(confidences, (issue) => {
  const near = nearestWord(String(issue.input), confidences)
  return `expected low, medium or high${near === undefined ? '' : `; did you mean ${near}?`}`
})

const ignorePattern = v.pipe(
  v.string('expected a pattern as in .gitignore'),
  v.regex(/\S/, 'expected a pattern as in .gitignore, not an empty text'),
)

function wholeNumber(min: number, unit: string, description: string) {
  const expected = `expected a whole number of ${unit}, at least ${min}`
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(min, expected),
    v.maxValue(Number.MAX_SAFE_INTEGER, `expected at most ${Number.MAX_SAFE_INTEGER}`),
    v.description(description),
  )
}

const limitsSchema = v.strictObject(
  {
    fileBytes: v.optional(
      wholeNumber(
        0,
        'bytes',
        'Largest file that is scanned, in bytes. By default none is too large.',
      ),
      limits.fileBytes,
    ),
    archiveDepth: v.optional(
      wholeNumber(0, 'levels', 'How many archives may lie in one another; 0 opens none.'),
      limits.archiveDepth,
    ),
    archiveBytes: v.optional(
      wholeNumber(1, 'bytes', 'Most bytes unpacked from one file, all its archives together.'),
      limits.archiveBytes,
    ),
    archiveRatio: v.optional(
      wholeNumber(1, 'bytes', 'Most unpacked bytes for one packed byte.'),
      limits.archiveRatio,
    ),
    entryBytes: v.optional(
      wholeNumber(1, 'bytes', 'Most unpacked bytes of one archive entry.'),
      limits.entryBytes,
    ),
    decodeDepth: v.optional(
      wholeNumber(0, 'levels', 'How many encodings are undone in one another; 0 undoes none.'),
      limits.decodeDepth,
    ),
  },
  'expected a mapping of limits',
)

const suppressionsSchema = v.strictObject(
  {
    file: v.optional(
      v.pipe(pathBelow, v.description('File of suppressions, relative to this file.')),
      suppressions.file,
    ),
    inline: v.optional(
      v.pipe(
        v.boolean('expected true or false'),
        v.description('Whether `stanch:allow` comments count, in files of the repository only.'),
      ),
      suppressions.inline,
    ),
  },
  'expected a mapping with file and inline',
)

const rulesSchema = v.strictObject(
  {
    builtIn: v.optional(
      v.pipe(
        v.boolean('expected true or false'),
        v.description('False leaves out all rules that come with Stanch: only own ones take part.'),
      ),
      rules.builtIn,
    ),
    disable: v.optional(
      v.pipe(
        v.array(ruleId, 'expected a list of rule ids'),
        v.description('Ids of rules that take no part.'),
      ),
      () => [...rules.disable],
    ),
    override: v.optional(
      v.pipe(
        v.record(ruleId, ruleChangeSchema, 'expected a mapping of rule ids'),
        v.description(
          'Built-in rules by id, with the keys that are to be different, as in a rule file. ' +
            '`except` comes on top of what the rule excepts by itself.',
        ),
      ),
      () => ({ ...rules.override }),
    ),
    files: v.optional(
      v.pipe(
        v.array(pathBelow, 'expected a list of paths or globs'),
        v.description('Own rule files: paths or globs relative to this file.'),
      ),
      () => [...rules.files],
    ),
    own: v.optional(
      v.pipe(
        v.array(ownRuleSchema, 'expected a list of rules'),
        v.description('Own rules, as in a rule file, each with its provider.'),
      ),
      () => [...rules.own],
    ),
  },
  'expected a mapping with builtIn, disable, override, files, own',
)

const inventorySchema = v.strictObject(
  {
    store: v.optional(
      v.pipe(
        v.string('expected a place'),
        v.regex(/^[^\s-]\S*$/, 'expected a place without blanks'),
        v.description(
          'Where the inventory is: a file, relative to this one; postgres://HOST/DATABASE; ' +
            'OWNER/REPO@SHA:PATH, read-only; or an https address with its signature beside it as <address>.sig, read-only. ' +
            'stanch-inventory.yaml beside this file by default.',
        ),
      ),
    ),
    tenant: v.optional(
      v.pipe(
        v.string('expected the name of a tenant'),
        v.regex(/^\P{Cc}{1,256}$/u, 'expected the name of a tenant, on one line'),
        v.description('Whose records are seen and changed. STANCH_TENANT and --tenant outrank it.'),
      ),
    ),
    signers: v.optional(
      v.pipe(
        v.array(
          v.pipe(
            v.string('expected a public key'),
            v.regex(
              /^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}(?:[ \t]+[^\r\n]*)?$/,
              'expected a public key of OpenSSH of the type ssh-ed25519, a line of id_ed25519.pub',
            ),
          ),
          'expected a list of public keys',
        ),
        v.description(
          'Public keys, as in id_ed25519.pub. An inventory at an address counts only when one of them signed it: ' +
            'ssh-keygen -Y sign -n stanch-inventory -f KEY FILE.',
        ),
      ),
      () => [],
    ),
    hmsl: v.optional(
      v.pipe(
        v.boolean('expected true or false'),
        v.description(
          'Whether an unkeyed column is written, by which runs without a key know a value. Who has the file can then ' +
            'guess values: never in a public repository.',
        ),
      ),
      inventory.hmsl,
    ),
  },
  'expected a place, or a mapping with store, tenant, signers, hmsl',
)

/**
 * `stanch.yaml`, version 1. Its output is a `Configuration` (and the `version`); its keys, descriptions and
 * defaults are what the published JSON Schema shows.
 */
export const configurationSchema = v.strictObject(
  {
    version: v.optional(
      v.pipe(v.literal(1, 'expected 1'), v.description('Version of this format.')),
      1,
    ),
    minConfidence: v.optional(
      v.pipe(minConfidence, v.description('Findings of rules below it are not reported.')),
      defaultConfiguration.minConfidence,
    ),
    rules: v.optional(v.pipe(rulesSchema, v.description('Which rules take part.')), {}),
    ignore: v.optional(
      v.pipe(
        v.array(ignorePattern, 'expected a list of patterns as in .gitignore'),
        v.description('Paths that are not scanned, as in a .gitignore beside this file.'),
      ),
      () => [...defaultConfiguration.ignore],
    ),
    noIgnore: v.optional(
      v.pipe(
        v.boolean('expected true or false'),
        v.description('True scans everything: neither what git ignores nor `ignore` is left out.'),
      ),
      defaultConfiguration.noIgnore,
    ),
    limits: v.optional(v.pipe(limitsSchema, v.description('Where scanning stops.')), {}),
    suppressions: v.optional(
      v.pipe(suppressionsSchema, v.description('How findings may be suppressed.')),
      {},
    ),
    inventory: v.optional(
      v.pipe(inventorySchema, v.description('Where it is written whose credentials are whose.')),
      {},
    ),
    incidents: v.optional(v.pipe(incidentsSchema, v.description('Where incidents are kept.')), {}),
    approvers: v.optional(
      v.pipe(
        approversSchema,
        v.description(
          'Who may approve a plan, with a signature: stanch incident approve. Let nobody change this list alone.',
        ),
      ),
      () => [...defaultConfiguration.approvers],
    ),
    audit: v.exactOptional(
      v.pipe(auditSchema, v.description('From when on stanch audit calls something a weak sign.')),
    ),
    connectors: v.exactOptional(
      v.pipe(
        connectorsSchema,
        v.description('APIs, tools and MCP servers that take tokens, and how they treat them.'),
      ),
    ),
    notify: v.exactOptional(
      v.pipe(
        notifySchema,
        v.description(
          'Who is told of incidents, and how: stanch incident notify. Never the value.',
        ),
      ),
    ),
    playbooks: v.exactOptional(
      v.pipe(playbooksSchema, v.description('Own playbooks, besides those that come with Stanch.')),
    ),
    rotation: v.exactOptional(
      v.pipe(rotationSchema, v.description('Where new values go that no vendor’s store takes.')),
    ),
  },
  'expected a mapping of keys to values',
)
