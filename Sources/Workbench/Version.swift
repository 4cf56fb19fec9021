/// The version of the program.
package let patchlabVersion = "0.5.0"
