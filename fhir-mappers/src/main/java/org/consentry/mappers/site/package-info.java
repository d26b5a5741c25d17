/**
 * What is particular to a sender, as a folder of data files: its zone, the names its assigners and code systems have
 * elsewhere, the meaning of its own fields, its code maps and its tables' layouts.
 *
 * <p>Texts come in, a {@link org.consentry.mappers.site.Site} comes out, or a refusal that names file and line. Nothing
 * here reads a disk, and nothing of a site is taken that would do nothing: a name nobody knows is a mistake, not a
 * note.
 */
@NullMarked
package org.consentry.mappers.site;

import org.jspecify.annotations.NullMarked;
