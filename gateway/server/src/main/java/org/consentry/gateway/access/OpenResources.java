package org.consentry.gateway.access;

/** Whether somebody may see one resource, asked of the store. */
public interface OpenResources {
    /**
     * Whether the resource is there, deleted or not, and lies in this view. One statement, whatever the answer.
     *
     * @param type the resource type
     * @param id the logical id
     */
    boolean isOpen(String type, String id, Visibility visibility);
}
