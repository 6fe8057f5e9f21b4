// Who the pages of this tab call as. The login is kept until the tab is closed, and is sent only as a header.

const LOGIN_KEY = 'help-desk:authorization';

/** What pages share. */
const desk = {
  authorization: () => sessionStorage.getItem(LOGIN_KEY),

  /** A value for the `Authorization` header; passwords may have any sign. */
  basic(username, password) {
    const bytes = new TextEncoder().encode(`${username}:${password}`);
    return `Basic ${btoa(String.fromCharCode(...bytes))}`;
  },

  /** Asks the graph. Answers its data, or throws what it says is wrong. */
  async ask(query, variables, authorization = desk.authorization()) {
    const response = await fetch('/graphql', {
      method: 'POST',
      // The browser would ask for a login itself when one is refused.
      credentials: 'omit',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(authorization && { authorization }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    if (errors?.length) throw new Error(errors[0].message);
    return data;
  },

  /** Remembers the login if it is right; answers who that is. */
  async logIn(authorization) {
    const { viewer } = await desk.ask('{ viewer { fullName role } }', {}, authorization);
    sessionStorage.setItem(LOGIN_KEY, authorization);
    return viewer;
  },

  logOut: () => sessionStorage.removeItem(LOGIN_KEY),
};
