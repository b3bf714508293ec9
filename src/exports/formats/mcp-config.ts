import type { JsonLayout, Scope } from '../layout.ts'

/** The key is the name of the server; the place of a finding names the variable. */
const server: Scope = { isRecord: true, key: 'tool', fields: { url: 'url|serverUrl|httpUrl' } }

const lists = [
  'mcpServers',
  'servers',
  'mcp.servers',
  'projects.*.mcpServers',
  'context_servers',
  'mcp_servers',
  '"mcp.servers"',
  'mcp',
]

/**
 * Servers that a client is told to use: https://modelcontextprotocol.io/docs/develop/connect-local-servers (Claude
 * Desktop, Cursor, Claude Code and others), https://code.visualstudio.com/docs/copilot/reference/mcp-configuration.
 */
export const mcpConfig: JsonLayout = {
  format: 'mcp-config',
  holds: 'servers',
  hasComments: true,
  signs: [
    ...lists.flatMap((list) => [
      [`${list}.*.command`, `${list}.*.args`],
      [`${list}.*.command`, `${list}.*.env`],
      [`${list}.*.url`, `${list}.*.headers`],
      [`${list}.*.url`, `${list}.*.type`],
    ]),
    ...['mcpServers', 'projects.*.mcpServers', 'context_servers'].flatMap((list) =>
      ['command', 'url', 'serverUrl', 'httpUrl'].map((key) => [`${list}.*.${key}`]),
    ),
  ],
  scopes: Object.fromEntries(lists.map((list) => [`${list}.*`, server])),
} // prettier-ignore
