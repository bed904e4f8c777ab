/** The usual spec output, ended by one plain line that counts. */
const { reporters, Runner } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures } = runner.stats;
      console.log(`${passes} passed, ${failures} failed`);
    });
  }
};
