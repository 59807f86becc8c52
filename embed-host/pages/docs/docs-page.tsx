import type { Field } from './fields.ts'
import { Code, Guide } from './guide.tsx'
import type { ApiReference, OperationReference } from './reference.ts'
import { words } from './words.ts'

export interface DocsPageProps {
  /** How payers and merchants reach this host. */
  host: string
  apis: ApiReference[]
}

/** The reference for people. It works without a script, and every operation has an address of its own. */
export function DocsPage({ host, apis }: DocsPageProps) {
  return (
    <div class="docs">
      <a class="skip" href="#content">
        {words.skip}
      </a>
      <header class="docs-header">
        <h1>{words.title}</h1>
        <p>{words.intro}</p>
      </header>
      <nav class="docs-nav" aria-label={words.contents}>
        <details open>
          <summary>{words.contents}</summary>
          <Contents apis={apis} />
        </details>
      </nav>
      <main id="content" tabIndex={-1}>
        <Guide host={host} />
        {apis.map((api) => (
          <Api key={api.id} api={api} />
        ))}
      </main>
    </div>
  )
}

function Contents({ apis }: { apis: ApiReference[] }) {
  return (
    <ul>
      <li>
        <a href="#guide">{words.guide}</a>
      </li>
      {apis.map((api) => (
        <li key={api.id}>
          <a href={`#${api.id}`}>{api.title}</a>
          <ul>
            {api.resources.map(({ id, name }) => (
              <li key={id}>
                <a href={`#${id}`}>{name}</a>
              </li>
            ))}
            <li>
              <a href={`#${api.id}-errors`}>{words.errors}</a>
            </li>
          </ul>
        </li>
      ))}
    </ul>
  )
}

function Api({ api }: { api: ApiReference }) {
  return (
    <section aria-labelledby={api.id} class="api">
      <h2 id={api.id}>{api.title}</h2>
      {api.paragraphs.map((paragraph) => (
        <p key={paragraph}>
          <Marked>{paragraph}</Marked>
        </p>
      ))}
      <dl class="api-facts">
        <dt>{words.baseUrl}</dt>
        <dd>
          <code>{api.baseUrl}</code>
        </dd>
        <dt>{words.key}</dt>
        <dd>
          <Marked>{api.authentication}</Marked>
        </dd>
        <dt>{words.machines}</dt>
        <dd>
          <a href={api.documentUrl}>{api.documentUrl}</a>
        </dd>
      </dl>
      {api.resources.map(({ id, name, operations }) => (
        <section key={id} aria-labelledby={id} class="resource">
          <h3 id={id}>{name}</h3>
          {operations.map((operation) => (
            <Operation key={operation.id} operation={operation} />
          ))}
        </section>
      ))}
      <div>
        <h3 id={`${api.id}-errors`}>{words.errors}</h3>
        <dl class="errors">
          {api.errors.map(({ status, meaning }) => (
            <div key={status}>
              <dt>
                <code>{status}</code>
              </dt>
              <dd>
                <Marked>{meaning}</Marked>
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  )
}

function Operation({ operation }: { operation: OperationReference }) {
  const { id, method, path, summary, note, parameters, body, status, answer, curl } = operation
  return (
    <article aria-labelledby={id} class="operation">
      <h4 id={id}>
        <a class="operation-link" href={`#${id}`}>
          {summary}
        </a>
      </h4>
      <p class="endpoint">
        <code class="method" data-method={method}>
          {method}
        </code>{' '}
        <code>{path}</code>
      </p>
      {note && (
        <p>
          <Marked>{note}</Marked>
        </p>
      )}
      <Fields caption={words.parameters} fields={parameters} />
      <Fields caption={words.body} fields={body} />
      <Code>{curl}</Code>
      <details>
        <summary>{words.answer(status)}</summary>
        {answer.length > 0 ? (
          <Fields caption={words.answerFields} fields={answer} isAnswer />
        ) : (
          <p>{words.noContent}</p>
        )}
      </details>
    </article>
  )
}

interface FieldsProps {
  caption: string
  fields: Field[]
  /** Of an answer all fields are there. */
  isAnswer?: boolean
}

function Fields({ caption, fields, isAnswer = false }: FieldsProps) {
  if (fields.length === 0) return null
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.name}</th>
          <th scope="col">{words.type}</th>
          <th scope="col">{words.meaning}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ name, place, type, required, meaning }) => (
          <tr key={`${place} ${name}`}>
            <th scope="row">
              <code>{name}</code>
              {required && !isAnswer && <span class="required">{words.required}</span>}
              {place && <span class="place">{words.places[place as keyof typeof words.places]}</span>}
            </th>
            <td>{type}</td>
            <td>
              <Marked>{meaning}</Marked>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Text in which what stands between back quotes is code. */
function Marked({ children }: { children: string }) {
  return (
    <>
      {children.split('`').map((part, index) => (index % 2 === 1 ? <code key={`${index}${part}`}>{part}</code> : part))}
    </>
  )
}
