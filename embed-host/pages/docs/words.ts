/**
 * What the reference says around the APIs' own words, which are English too. It is apart from the texts of the other
 * pages, because those travel to browsers with their scripts.
 */
export const words = {
  title: 'API reference',
  intro:
    'Two APIs on one host: Paylinq takes cards and wallets, PayLinkr takes money on Stellar and the XRP Ledger. What ' +
    'is written here is made from the same definitions that check each request.',
  skip: 'Skip to the content',
  contents: 'Contents',
  guide: 'First steps',
  authentication: 'Authentication',
  authenticationText:
    'Every request carries a key, which stays on your server. A test key makes test objects only: no real money ' +
    'moves. A key is shown once, when it is made; whoever has it can do what you can, so revoke one that got out.',
  idempotency: 'Sending a request twice',
  idempotencyText:
    'A network may lose an answer after the work was done. Send an Idempotency-Key of your own with each POST, such ' +
    'as the order’s id and keep it: the same request with the same key is done once and gets the same answer for 24 ' +
    'hours. The same key with another body is refused with 409.',
  webhooks: 'Webhooks',
  webhooksText:
    'When something happens, we POST it as JSON to your address. Answer with a 2xx status within seconds; everything ' +
    'else is sent again, for days. Check the signature before you read the body, over the bytes as they arrived:',
  webhooksReplay:
    'Each delivery also carries the headers webhook-id, webhook-timestamp and webhook-signature of Standard Webhooks: ' +
    'any of its libraries refuses what is old, and webhook-id tells you what you have had already.',
  embed: 'Embedding',
  embedPayment: 'A payment opens over your page, from one script tag:',
  embedInPlace: 'Or it stands in your page: where the tag is, or in an element that you name.',
  embedContainer:
    'Where the markup of your page comes and goes, a container has it, whenever it is added, and takes it away with itself:',
  embedLink: 'A link opens it by a press, and is the hosted page where scripts do not run:',
  embedPackageManager: 'A site with a build of its own takes the package, typed and without dependencies:',
  embedReact: 'In React:',
  embedPackage: 'A subscription package stands in your page, wherever there is a container for it:',
  embedFrame: 'Or write the frame yourself, and listen to what it posts:',
  embedSandbox:
    'The frame needs no sandbox. If your site gives it one, these have to be in it: the providers’ forms and windows need them, ' +
    'the way to a provider’s page where a browser blocks windows, and the receipt’s print button.',
  embedBack:
    'However you embed it, give the payment a success_url and a cancel_url: where a browser blocks windows, the page of a ' +
    'provider takes the whole tab, and these are the buyer’s way back.',
  embedPinned:
    'If your site has to pin what it runs, name a version and its integrity: such a script loads no other, and goes on ' +
    'working whatever is deployed later. Without a version your page gets fixes by itself.',
  embedOrigins:
    'Only pages of the origins that you allowed can embed yours, and only they are told anything. A message tells the ' +
    'buyer’s browser, not your server: fulfil an order when the webhook says so. If your site has a content security ' +
    'policy, it needs these two lines:',
  baseUrl: 'Base URL',
  key: 'Key',
  machines: 'For programs (OpenAPI 3.1)',
  parameters: 'Parameters',
  body: 'Fields of the body',
  answer: (status: string) => `Answer ${status}`,
  answerFields: 'Fields of the answer',
  noContent: 'It has no body.',
  name: 'Name',
  type: 'Type',
  meaning: 'Meaning',
  required: 'required',
  places: { path: 'in the path', query: 'in the query', header: 'header' },
  errors: 'Errors',
}

export type Words = typeof words
