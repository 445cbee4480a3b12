import { noChange } from 'lit';
import { Directive, type DirectiveParameters, directive, type ElementPart } from 'lit/directive.js';

/**
 * Sets CSS properties through the object model, which a strict content security policy allows where a
 * `style` attribute in a template is blocked. Use as `<div ${cssom({ '--swatch': colour })}>`.
 */
class CssomDirective extends Directive {
  private last: Record<string, string> = {};

  render(_properties: Record<string, string>): unknown {
    return noChange;
  }

  override update(part: ElementPart, [properties]: DirectiveParameters<this>): unknown {
    const style = (part.element as HTMLElement).style;
    for (const name of Object.keys(this.last)) if (!(name in properties)) style.removeProperty(name);
    for (const [name, value] of Object.entries(properties))
      if (this.last[name] !== value) style.setProperty(name, value);
    this.last = properties;
    return noChange;
  }
}

export const cssom = directive(CssomDirective);
