/**
 * What is known of a request that got no answer: the browser takes no server at this port; the answer began and broke off; or
 * the server is there, and gave this request none. A browser tells a page nothing more (Fetch Standard, section 5.6).
 */
export const unreachableCauses = ['restricted-port', 'broke-off', 'dropped'] as const;
