/** Of the window in which a provider's page opens. A page of ours that finds itself in it closes it again. */
export const WINDOW_NAME = 'paylink-provider'
