import { expect, test } from 'vitest'
import { readConfigurationTree } from '../../../src/inventory/posture/files/configuration-tree.ts'
import { fileKindOf } from '../../../src/inventory/posture/files/file-kind.ts'
import { fileChecks } from '../../../src/inventory/posture/posture-checks.ts'

/** `check:line` of all signs. */
function signsOf(path: string, text: string): string[] {
  const tree = readConfigurationTree(path, text)
  if (typeof tree === 'string') return [tree]
  const file = { path, text, tree, secrets: [] }
  return fileChecks.flatMap((check) => check.find(file).map(({ line }) => `${check.id}:${line}`))
}

const github = '.github/workflows/a.yml'
const steps = (text: string) => `on: push\njobs:\n  a:\n    steps:\n${text}`

const target = (job: string) => `on: pull_request_target\njobs:\n  a:\n${job}`

/** No secret: letters in an order that no rule knows, put together here. */
const value = ['q8Zt4LmX', 'w2Rb7Kp1'].join('')

test.for<readonly [string, string, string, readonly string[]]>([
  ['by the input of an action', github, steps('      - uses: google-github-actions/auth@v2\n        with:\n          credentials_json: ${{ secrets.X }}\n'), ['ci-static-cloud-key:7']],
  ['by the name of a variable', github, steps('      - run: terraform apply\n        env:\n          ARM_CLIENT_SECRET: ${{ secrets.X }}\n'), ['ci-static-cloud-key:7']],
  ['in a script of some lines', github, steps('      - run: |\n          a\n          b ${{ secrets.PROD_AWS_SECRET_ACCESS_KEY }}\n'), ['ci-static-cloud-key:7']],
  ['what a step before has got', github, steps('      - run: a\n        env:\n          AWS_ACCESS_KEY_ID: ${{ steps.a.outputs.id }}\n'), []],
  ['a client secret of something else', github, steps('      - uses: some/action@v1\n        with:\n          client-secret: ${{ secrets.X }}\n'), []],
['keys of a store that is not of AWS', github, steps('      - run: a\n        env:\n          AWS_ENDPOINT_URL: https://s3.example.com\n          AWS_ACCESS_KEY_ID: ${{ secrets.X }}\n'), []],
  ['decoded into a file', github, steps('      - run: echo "${{ secrets.X }}" | base64 -d > key.json\n'), []],
    ['with an identity for GitLab', '.gitlab-ci.yml', '.aws:\n  id_tokens: { T: { aud: a } }\ndeploy:\n  extends: .aws\n  script: [aws s3 ls "$AWS_SECRET_ACCESS_KEY"]\n', []],
  ['without one for GitLab', '.gitlab-ci.yml', 'deploy:\n  script:\n    - aws configure set aws_secret_access_key "$AWS_SECRET_ACCESS_KEY"\n', ['ci-static-cloud-key:3']],
  ['anchors of GitLab', '.gitlab-ci.yml', '.aws: &aws\n  id_tokens: { T: { aud: a } }\ndeploy:\n  <<: *aws\n  script: [aws s3 ls "$AWS_SECRET_ACCESS_KEY"]\n', []],
  ['Bitbucket', 'bitbucket-pipelines.yml', 'pipelines:\n  default:\n    - step:\n        script:\n          - pipe: atlassian/aws-s3-deploy:1\n            variables:\n              AWS_ACCESS_KEY_ID: $AWS_ACCESS_KEY_ID\n', ['ci-static-cloud-key:7']],
  ['CircleCI', '.circleci/config.yml', 'jobs:\n  a:\n    steps:\n      - run: gcloud auth activate-service-account --key-file <(echo $GCLOUD_SERVICE_KEY)\n', ['ci-static-cloud-key:4']],
  ['an orb of CircleCI', '.circleci/config.yml', 'jobs:\n  a:\n    steps:\n      - aws-cli/setup:\n          aws_access_key_id: AWS_ACCESS_KEY_ID\n', ['ci-static-cloud-key:5']],
  ['secrets for a pinned workflow', github, 'on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/a.yml@' + 'a'.repeat(40) + '\n    secrets: inherit\n', ['ci-secrets-inherited:5']],
  ['secrets that are named', github, 'on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/a.yml@v1\n    secrets:\n      x: ${{ secrets.X }}\n', []],
  ['printed from a variable', github, steps('      - run: echo "token is $T"\n        env:\n          T: ${{ secrets.X }}\n'), ['ci-secret-printed:5']],
  ['printed in base64', github, steps('      - run: echo ${{ secrets.X }} | base64\n'), ['ci-secret-printed:5']],
  ['written to a file', github, steps('      - run: echo "${{ secrets.X }}" > key.json\n'), []],
  ['a sign in a text is no redirection', github, steps('      - run: \'echo "a > ${{ secrets.X }}"\'\n'), ['ci-secret-printed:5']],
  ['handed to a program', github, steps('      - run: echo "${{ secrets.X }}" | docker login --password-stdin\n'), []],
  ['a secret in another statement', github, steps('      - run: echo start && deploy ${{ secrets.X }}\n'), []],
  ['printed by GitLab', '.gitlab-ci.yml', 'a:\n  script:\n    - echo $DEPLOY_TOKEN\n', ['ci-secret-printed:3']],
  ['a stranger’s code without secrets', github, 'on: [pull_request_target]\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n        with: { ref: "${{ github.head_ref }}" }\n', []],
  ['a stranger’s code beside secrets', github, target('    steps:\n      - uses: actions/checkout@v4\n        with: { ref: "${{ github.head_ref }}" }\n      - run: x ${{ secrets.X }}\n'), ['ci-untrusted-checkout:6']],
  ['a stranger’s code with all secrets', github, target('    uses: ./.github/workflows/b.yml\n    with: { ref: "${{ github.head_ref }}" }\n    secrets: inherit\n'), ['ci-untrusted-checkout:5']],
  ['a stranger’s code in a script', github, target('    env: { T: "${{ secrets.X }}" }\n    steps:\n      - run: git fetch origin ${{ github.head_ref }}\n'), ['ci-untrusted-checkout:6']],
  ['a stranger’s code by the output of a step', github, target('    steps:\n      - id: t\n        run: echo tag=${{ github.event.pull_request.head.sha }} >> $GITHUB_OUTPUT\n      - uses: actions/checkout@v4\n        with: { ref: "${{ steps.t.outputs.tag }}" }\n      - run: x ${{ secrets.X }}\n'), ['ci-untrusted-checkout:6']],
  ['the head’s name in a script', github, target('    env: { T: "${{ secrets.X }}" }\n    steps:\n      - run: echo tag=${{ github.head_ref }}\n'), []],
  ['secrets in another job than a stranger’s code', github, target('    steps:\n      - uses: actions/checkout@v4\n        with: { ref: "${{ github.head_ref }}" }\n  b:\n    steps:\n      - run: x ${{ secrets.X }}\n'), []],
  ['code of the repository’s own branches', github, target('    if: github.event.pull_request.head.repo.full_name == github.repository\n    steps:\n      - uses: actions/checkout@v4\n        with: { ref: "${{ github.head_ref }}" }\n      - run: x ${{ secrets.X }}\n'), []],
  ['a job behind one for own branches', github, target('    if: github.event.pull_request.head.repo.full_name == github.repository\n    steps: [{ run: "true" }]\n  b:\n    needs: [a]\n    steps:\n      - uses: actions/checkout@v4\n        with: { ref: "${{ github.head_ref }}" }\n      - run: x ${{ secrets.X }}\n'), []],
  ['a job that runs whatever came before', github, target('    if: github.event.pull_request.head.repo.full_name == github.repository\n    steps: [{ run: "true" }]\n  b:\n    needs: a\n    if: always()\n    steps:\n      - uses: actions/checkout@v4\n        with: { ref: "${{ github.head_ref }}" }\n      - run: x ${{ secrets.X }}\n'), ['ci-untrusted-checkout:11']],
  ['own branches or a label', github, target('    if: github.event.pull_request.head.repo.full_name == github.repository || contains(github.event.pull_request.labels.*.name, \'ok\')\n    steps:\n      - uses: actions/checkout@v4\n        with: { ref: "${{ github.head_ref }}" }\n      - run: x ${{ secrets.X }}\n'), ['ci-untrusted-checkout:7']],
  ['the name of a bucket', github, steps('      - run: echo "s3://${AWS_BUCKET_NAME}"\n        env:\n          AWS_BUCKET_NAME: ${{ secrets.IT_AWS_BUCKET_NAME }}\n'), []],
  ['in settings of Zed for a user', '.config/zed/settings.json', JSON.stringify({ context_servers: { a: { env: { API_TOKEN: value } } } }), ['agent-inline-secret:1']],
  ['in a server of Continue', '.continue/mcpServers/a.yaml', `mcpServers:\n  - name: a\n    env:\n      API_TOKEN: ${value}\n`, ['agent-inline-secret:4']],
  ['an argument behind an option', '.mcp.json', JSON.stringify({ mcpServers: { a: { args: ['--api-key', value] } } }), ['agent-inline-secret:1']],
  ['an argument with its option', '.mcp.json', JSON.stringify({ mcpServers: { a: { args: [`--token=${value}`] } } }), ['agent-inline-secret:1']],
  ['a header as an argument', '.mcp.json', JSON.stringify({ mcpServers: { a: { args: ['--header', `Authorization: Bearer ${value}`] } } }), ['agent-inline-secret:1']],
  ['in an address', '.cursor/mcp.json', JSON.stringify({ mcpServers: { a: { url: `https://x.example/mcp?api_key=${value}` } } }), ['agent-inline-secret:1']],
  ['in TOML', '.codex/config.toml', `model = "a"\n[mcp_servers.a]\ncommand = "x"\n[mcp_servers.a.env]\nAPI_TOKEN = "${value}"\n`, ['agent-inline-secret:5']],
  ['names of variables', '.codex/config.toml', '[mcp_servers.a]\nbearer_token_env_var = "CRM_BEARER_TOKEN"\n', []],
  ['an option that looks like a value', '.mcp.json', JSON.stringify({ mcpServers: { a: { args: ['--token', '--help'] } } }), []],
  ['placeholders', '.mcp.json', JSON.stringify({ mcpServers: { a: { env: { API_KEY: 'your-api-key-here', B_TOKEN: '<token>', C_SECRET: '$C_SECRET' } } } }), []],
  ['a flag that forwards', 'mcp.json', '{"mcpServers":{"a":{"url":"https://x.example",\n"forwardAuthorization":true}}}', ['mcp-forwards-callers-token:1']],
  ['a list of headers that is forwarded', 'litellm_config.yaml', 'mcp_servers:\n  a:\n    url: https://x.example\n    extra_headers: [authorization]\n', ['mcp-forwards-callers-token:4']],
  ['text that is nothing', '.mcp.json', '{', ['is not YAML or JSON at line 1']],
])('%s', ([, path, text, expected]) => {
  expect(fileKindOf(path)).toBeDefined()
  expect(signsOf(path, text)).toEqual(expected)
}) // prettier-ignore

test.for(['src/mcp.ts', '.github/workflows/readme.md', 'settings.json', 'a/.circleci/config.txt'])(
  '%s is not read',
  (path) => expect(fileKindOf(path)).toBeUndefined(),
)
