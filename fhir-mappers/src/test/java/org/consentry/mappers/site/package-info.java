/** Tests of sites as folders of data files. */
@NullMarked
package org.consentry.mappers.site;

import org.jspecify.annotations.NullMarked;
