const { DebugAdapterExecutable, debug } = require('vscode');

/** @param {import('vscode').ExtensionContext} context */
exports.activate = ({ subscriptions }) => {
  const { TRACEHOLD_DEBUGPY = '', TRACEHOLD_DEBUGPY_PYTHON = '' } = process.env;
  const adapter = new DebugAdapterExecutable(TRACEHOLD_DEBUGPY_PYTHON, ['-m', 'debugpy.adapter'], {
    env: { ...process.env, PYTHONPATH: TRACEHOLD_DEBUGPY },
  });
  subscriptions.push(
    debug.registerDebugAdapterDescriptorFactory('python', { createDebugAdapterDescriptor: () => adapter }),
  );
};
