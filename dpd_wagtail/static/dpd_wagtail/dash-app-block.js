/* The form of a Dash app block: a state belongs to its app, and a display takes some of the sizes only. */
(() => {
  const { StructBlockDefinition } = window.wagtailStreamField.blocks;
  const RATIOS_ONLY = 'bootstrap';
  const NO_SIZE = 'direct';

  /* The element of a field with its label, in the block's own form and not in that of a block within it. */
  const fieldOf = (prefix, name) =>
    document.getElementById(`${prefix}-${name}`)?.closest(`[data-contentpath="${name}"]`);

  const clearStateWithApp = (block, prefix) => {
    const app = document.getElementById(`${prefix}-app`);
    const state = block.childBlocks.state;
    if (!app || !state) return;
    let chosen = app.value;
    app.addEventListener('change', () => {
      if (app.value === chosen) return;
      chosen = app.value;
      state.setState(null);
    });
  };

  const showFittingSizes = (prefix) => {
    const display = document.getElementById(`${prefix}-display`);
    const ratio = document.getElementById(`${prefix}-aspect_ratio`);
    if (!display || !ratio) return;
    const update = () => {
      const hide = (name, hidden) => {
        const field = fieldOf(prefix, name);
        // What the server complains of stays in sight.
        if (field) field.hidden = hidden && !field.querySelector('.w-field--error');
      };
      hide('aspect_ratio', display.value === NO_SIZE);
      hide('height', display.value === NO_SIZE || display.value === RATIOS_ONLY || ratio.value !== 'fixed');
    };
    display.addEventListener('change', update);
    ratio.addEventListener('change', update);
    update();
  };

  /* A chooser that is empty has no name; Wagtail would write "null" into the heading of the block. */
  const nameWhatIsChosen = (block) => {
    [block.childBlocks.app, block.childBlocks.state].forEach((child) => {
      if (!child?.getTextLabel) return;
      const label = child.getTextLabel.bind(child);
      child.getTextLabel = (options) => label(options) ?? '';
    });
  };

  class DashAppBlockDefinition extends StructBlockDefinition {
    render(placeholder, prefix, initialState, initialError) {
      const block = super.render(placeholder, prefix, initialState, initialError);
      nameWhatIsChosen(block);
      clearStateWithApp(block, prefix);
      showFittingSizes(prefix);
      return block;
    }
  }

  window.telepath.register('dpd_wagtail.blocks.DashAppBlock', DashAppBlockDefinition);
})();
