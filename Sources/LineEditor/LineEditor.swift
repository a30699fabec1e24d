/// Reads the lines that a person types.
package struct LineEditor {
    package init() {}
}
