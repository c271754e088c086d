/// Dictionary files: names of attributes and of their values. Read by TinyRadius, which knows the format.
package gatehouse.radius.dictionary;
