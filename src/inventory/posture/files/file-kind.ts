export const platforms = ['github', 'gitlab', 'bitbucket', 'circleci'] as const
export type Platform = (typeof platforms)[number]

export type FileKind = Platform | 'agent'

/**
 * Where build services keep their workflows: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax,
 * https://docs.gitlab.com/ci/yaml/, https://support.atlassian.com/bitbucket-cloud/docs/configure-bitbucket-pipelinesyml/,
 * https://circleci.com/docs/reference/configuration-reference/.
 */
const workflows: readonly (readonly [RegExp, Platform])[] = [
  [/(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/, 'github'],
  [/(?:^|\/)(?:[^/]*\.)?gitlab-ci\.ya?ml$|(?:^|\/)\.gitlab\/ci\/.+\.ya?ml$/, 'gitlab'],
  [/(?:^|\/)bitbucket-pipelines\.ya?ml$/, 'bitbucket'],
  [/(?:^|\/)\.circleci\/[^/]+\.ya?ml$/, 'circleci'],
]

/**
 * Where agents and their clients keep what they are told of tools, keys and permissions: what their documentation
 * names, see `exports/formats/mcp-config.ts`, and https://developers.openai.com/codex/config-reference,
 * https://code.claude.com/docs/en/settings, https://google-gemini.github.io/gemini-cli/docs/cli/configuration.html.
 */
const agentFile = new RegExp(
  [
    String.raw`\.?mcp(?:[-_](?:config|settings|servers))?\.(?:json|jsonc|ya?ml|toml)`,
    String.raw`cline_mcp_settings\.json`,
    String.raw`claude_desktop_config\.json`,
    String.raw`\.claude\.json`,
    String.raw`\.(?:claude|gemini|qwen|zed|vscode|iflow|config\/zed)\/settings(?:\.local)?\.json`,
    String.raw`\.codex\/(?:config\.toml|auth\.json)`,
    String.raw`\.continue\/(?:config|mcpServers\/[^/]+)\.(?:json|ya?ml)`,
    String.raw`\.config\/goose\/config\.ya?ml`,
    String.raw`\.goose\/config\.ya?ml`,
    String.raw`\.aider\.conf\.ya?ml`,
    String.raw`\.?opencode\.jsonc?`,
    String.raw`\.?crush\.json`,
    String.raw`librechat\.ya?ml`,
    String.raw`litellm[-_]config\.ya?ml`,
    String.raw`gemini-extension\.json`,
  ]
    .map((name) => `(?:^|/)${name}$`)
    .join('|'),
)

/** @param path `/` between its parts @returns nothing for a file that no check reads */
export function fileKindOf(path: string): FileKind | undefined {
  const workflow = workflows.find(([pattern]) => pattern.test(path))
  if (workflow) return workflow[1]
  return agentFile.test(path) ? 'agent' : undefined
}
