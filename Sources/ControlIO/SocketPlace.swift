/// Where the control sockets of this user's links are.
package enum SocketPlace {}
